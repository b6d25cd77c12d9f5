package dev.orderly.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** Creates and deletes directories. */
public final class Directories {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private Directories() {}

    /** Creates a directory that is deleted after this JVM and its processes have ended, however they end. */
    public static Path temporary(String prefix) {
        try {
            var directory = Files.createTempDirectory(prefix);
            OrphanReaper.remove(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a temporary directory", e);
        }
    }

    /**
     * Makes a directory that only its owner may enter: creates it if it is missing, and changes its mode if it is not.
     *
     * @throws LocalStackException if it belongs to somebody else, who could replace what is in it
     */
    public static void makePrivate(Path directory) throws IOException {
        try {
            Files.createDirectories(requireNonNull(directory.toAbsolutePath().getParent()));
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.getOwner(directory).equals(currentUser())) {
                throw new LocalStackException("The directory %s belongs to %s. Remove it, or choose another one."
                        .formatted(directory, Files.getOwner(directory)));
            }
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
        }
    }

    private static UserPrincipal currentUser() throws IOException {
        var own = Files.createTempFile("orderly", "");
        try {
            return Files.getOwner(own);
        } finally {
            Files.delete(own);
        }
    }

    /** Deletes the directory and its content; ignores files that another process deletes at the same time. */
    public static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory, e);
        }
    }
}
