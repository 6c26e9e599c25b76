package io.fairlead.api.pem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells one state of a file from another without reading it. Links are followed, as those that Kubernetes exchanges under
 * a mounted secret.
 *
 * @param modified when it was last written
 * @param size its bytes
 * @param key which file it is, in words of the file system
 */
record FileStamp(FileTime modified, long size, String key) {
    private static final FileStamp MISSING = new FileStamp(FileTime.fromMillis(0), -1, "");

    static List<FileStamp> of(List<Path> files) {
        List<FileStamp> stamps = new ArrayList<>(files.size());
        files.forEach(file -> stamps.add(of(file)));
        return stamps;
    }

    private static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return MISSING;
        }
    }
}
