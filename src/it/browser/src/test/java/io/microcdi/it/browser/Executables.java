package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The browser and its driver where this machine has them; nothing is ever downloaded. */
record Executables(Path chromium, Path driver) {

    private static final List<String> CHROMIUM = List.of("chromium", "chromium-browser", "google-chrome");

    /**
     * Returns both. If one is missing the tests are skipped, after one line that begins with {@code SKIPPED browser}, or fail
     * where {@code -Pbrowser} requires them.
     */
    static Executables required() {
        return find().orElseGet(() -> {
            String message = "chromium and chromedriver are not on the PATH";
            if (System.getProperty("microcdi.browser").equals("required")) {
                return fail(message);
            }
            System.out.println("SKIPPED browser: " + message);
            return abort(message);
        });
    }

    private static Optional<Executables> find() {
        Optional<Path> driver = Command.onPath("chromedriver");
        return CHROMIUM.stream().flatMap(name -> Command.onPath(name).stream()).findFirst()
                .flatMap(chromium -> driver.map(found -> new Executables(chromium, found)));
    }
}
