package dev.orderly.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files of the repository, without what a build or an editor writes. */
final class Repository {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Set<String> GENERATED = Set.of(".git", ".idea", ".vscode", ".settings", "target");
    private static final Set<String> BINARY = Set.of("jar", "png", "jpg", "ico", "class");

    private Repository() {}

    /** Paths relative to the root. */
    static List<Path> files(Predicate<Path> filter) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return GENERATED.contains(String.valueOf(directory.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                var relative = ROOT.relativize(file);
                // In a worktree .git is a file.
                if (!GENERATED.contains(String.valueOf(file.getFileName())) && filter.test(relative)) {
                    files.add(relative);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    static String extension(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static boolean isText(Path file) {
        return !BINARY.contains(extension(file));
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(ROOT.resolve(file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each match as {@code file:line: match}. */
    static Stream<String> matches(Path file, Pattern pattern) {
        var lines = read(file).lines().toList();
        return IntStream.range(0, lines.size()).boxed().flatMap(number -> pattern.matcher(lines.get(number))
                .results()
                .map(match -> "%s:%d: %s".formatted(file, number + 1, match.group())));
    }
}
