package io.fairlead.samples.walkthrough;

/** Something is not as the story says; the message tells what. */
final class StoryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoryFailure(String message) {
        super(message);
    }
}
