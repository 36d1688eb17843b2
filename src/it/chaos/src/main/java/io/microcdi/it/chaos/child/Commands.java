package io.microcdi.it.chaos.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/** The side of the process that takes the commands. */
final class Commands {

    /** Runs a command. */
    @FunctionalInterface
    interface Runner {
        /** Returns the answer to the words of a command. */
        String run(String... words) throws Exception;
    }

    private Commands() {
    }

    static void answer(String line) {
        System.out.println(Child.ANSWER + line);
    }

    /** Runs commands until the input ends, which is also when the process that started this one dies. */
    static void serve(Runner runner) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            try {
                answer(runner.run(line.split(" ")));
            } catch (Exception e) {
                e.printStackTrace();
                answer("failed " + e);
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
