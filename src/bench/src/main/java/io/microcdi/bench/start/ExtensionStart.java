package io.microcdi.bench.start;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How many milliseconds the extension adds to the start of an application. Each start is a process of its own, since an
 * application is started once, by a virtual machine that has compiled nothing yet.
 */
public final class ExtensionStart {

    /**
     * In milliseconds.
     *
     * @param deployment until the container is there
     * @param node from then on until all routes can be served
     */
    public record Added(double deployment, double node) {
    }

    private static final int ROUNDS = 9;

    private final int beans;
    private final Path classes;

    /** With so many beans, of which so many have two routes each. */
    public ExtensionStart(int beans, int services, Path directory) throws IOException {
        this.beans = beans;
        this.classes = directory.resolve("beans-" + services);
        if (beans > 0) {
            BeanClasses.compile(beans, services, classes);
        }
    }

    /** The medians of what the deployment takes longer, and of what it then takes to make the node and its handlers. */
    public Added measure() {
        double[] deployment = new double[ROUNDS];
        double[] node = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            double without = start(false)[0];
            double[] with = start(true);
            deployment[i] = with[0] - without;
            node[i] = with[1];
        }
        Arrays.sort(deployment);
        Arrays.sort(node);
        return new Added(deployment[ROUNDS / 2], node[ROUNDS / 2]);
    }

    private double[] start(boolean extended) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("java.class.path") + File.pathSeparator + classes;
        try {
            Process process = new ProcessBuilder(java, "-Dmicro.namespace=orders",
                    "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file", ""),
                    "-classpath", path, StartProcess.class.getName(), Integer.toString(beans),
                    Boolean.toString(extended)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            List<String> lines = process.inputReader().lines().toList();
            if (process.onExit().join().exitValue() != 0 || lines.size() != 1) {
                throw new IllegalStateException("the start of " + beans + " beans ended with " + process.exitValue()
                        + " and said " + lines);
            }
            String[] millis = lines.get(0).split(" ");
            return new double[] { Double.parseDouble(millis[0]), Double.parseDouble(millis[1]) };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
