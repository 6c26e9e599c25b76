package io.fairlead.cli.chaos.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small ext4 of its own, on a file, over a member's folder. It can be filled to the last byte, and it can lose power: what was
 * not forced by then is gone. Needs root, loop devices, and for the loss of power Python, which can reach the kernel's request for
 * it where Java can't.
 */
public final class LoopDisk implements AutoCloseable {
    private static final String MEGABYTES = "512";

    /** EXT4_IOC_SHUTDOWN without flushing the journal: everything fails from then on, and nothing more is written. */
    private static final String CUT =
            "import fcntl,os,struct,sys;fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

    private final Path image;
    private final Path folder;

    private LoopDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Whether this machine and user can do that; tried, since nothing else tells. */
    public static boolean arePossible(Path scratch) {
        try {
            Path folder = Files.createDirectories(scratch.resolve("probe"));
            try (LoopDisk disk = mount(folder)) {
                disk.cutPower();
            }
            return true;
        } catch (IllegalStateException | IOException | UncheckedIOException e) {
            System.out.println("chaos: no disks of our own on this machine: " + e.getMessage());
            return false;
        }
    }

    /** Makes a new file system and mounts it over a folder. */
    static LoopDisk mount(Path folder) {
        LoopDisk disk = new LoopDisk(folder.resolveSibling(folder.getFileName() + ".img"), folder);
        Shell.run("truncate", "-s", MEGABYTES + "M", disk.image.toString());
        Shell.run("mkfs.ext4", "-q", "-F", disk.image.toString());
        disk.mount();
        return disk;
    }

    private void mount() {
        Shell.run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    /** Takes all the space there is. */
    public void fill() {
        byte[] zeros = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(zeros);
            }
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() > zeros.length) {
                throw new UncheckedIOException("the disk is not full", e);
            }
        }
    }

    /** Gives the space back that {@link #fill} took. */
    public void release() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever was not forced is lost. The member must be down by the time {@link #restorePower} is called. */
    public void cutPower() {
        Shell.run("python3", "-c", CUT, folder.toString());
    }

    /** The file system comes back as the disk has it. */
    public void restorePower() {
        Shell.run("umount", folder.toString());
        mount();
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        Shell.run("umount", folder.toString());
        try {
            Files.delete(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
