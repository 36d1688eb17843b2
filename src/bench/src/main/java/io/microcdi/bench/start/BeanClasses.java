package io.microcdi.bench.start;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes of beans, as somebody would write them: services with a plain route and one with a parameter each, and others. */
final class BeanClasses {

    private static final String OTHER = """
            package beans;

            import jakarta.enterprise.context.ApplicationScoped;

            @ApplicationScoped
            public class Bean%1$d {

                public String name(String id) {
                    return id + "%1$d";
                }

                public int count() {
                    return %1$d;
                }
            }
            """;
    private static final String SERVICE = """
            package beans;

            import io.microcdi.cdi.MicroService;
            import io.microcdi.annotation.Route;
            import io.microcdi.annotation.RouteParam;
            import io.microcdi.bench.load.Order;

            @MicroService
            public class Bean%1$d {

                @Route("/orders%1$d")
                public Order save(Order order) {
                    return order;
                }

                @Route("/orders%1$d/{id}/lines")
                public String lines(@RouteParam("id") String id) {
                    return id;
                }
            }
            """;

    private BeanClasses() {
    }

    /** Compiles so many into a directory of class files, the first of them services. */
    static void compile(int count, int services, Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("no Java compiler: run this with a JDK");
        }
        Files.createDirectories(directory);
        List<Source> sources = IntStream.range(0, count)
                .mapToObj(number -> new Source(number, number < services ? SERVICE : OTHER)).toList();
        if (!compiler.getTask(null, null, null, List.of("-proc:none", "-d", directory.toString()), null, sources)
                .call()) {
            throw new IllegalStateException("the beans cannot be compiled");
        }
    }

    /** The name of a class. */
    static String name(int number) {
        return "beans.Bean" + number;
    }

    private static final class Source extends SimpleJavaFileObject {

        private final int number;
        private final String template;

        Source(int number, String template) {
            super(URI.create("string:///" + name(number).replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
            this.number = number;
            this.template = template;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return template.formatted(number);
        }
    }
}
