package io.microcdi.it.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of this checkout that Maven builds without compiling anything: with the classes of this build in the place of
 * their sources.
 */
final class Checkout {

    private static final Path ROOT = Path.of(System.getProperty("checkout"));
    private static final Set<String> LEFT_OUT = Set.of(".git", "node_modules", "java", "test", "docs");

    private static ReaderProject installed;

    private Checkout() {
    }

    /** A copy that has been installed by the command of the guide: made once. */
    static synchronized ReaderProject install() throws Exception {
        if (installed == null) {
            ReaderProject copy = new ReaderProject("checkout");
            copyTo(copy.directory());
            List<String> command = DocPage.of("guide/getting-started.md").command("mvn install");
            copy.maven(Stream.concat(command.stream().skip(1), Stream.of("-Dmaven.main.skip")).toArray(String[]::new));
            installed = copy;
        }
        return installed;
    }

    static void copyTo(Path directory) throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                String name = each.getFileName().toString();
                boolean module = Files.exists(each.resolve("pom.xml"));
                boolean built = each.getParent().endsWith("target") && !name.equals("classes");
                // a package may have such a name, too
                boolean compiled = ROOT.relativize(each).toString().replace('\\', '/').contains("target/classes/");
                return built || LEFT_OUT.contains(name) && !module && !compiled ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                if (!each.getParent().endsWith("target") && !each.endsWith(".git")) {
                    Path copy = directory.resolve(ROOT.relativize(each).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(each, copy);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
