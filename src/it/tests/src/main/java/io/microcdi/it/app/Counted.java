package io.microcdi.it.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Writes each call that it executes to a file, and takes its time. */
@MicroService
public class Counted {
    /** The resource that has the name of the file. */
    public static final String LEDGER = "ledger.txt";

    private static final long WORK = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path ledger;

    /** Finds the file. */
    public Counted() throws IOException {
        try (InputStream name = Counted.class.getResourceAsStream("/" + LEDGER)) {
            ledger = Path.of(new String(name.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The number of the call. */
    @Route("/count")
    public long count(long call) throws IOException {
        write(ledger, call);
        LockSupport.parkNanos(WORK);
        return call;
    }

    /** The process of the server. */
    @Route("/pid")
    public long pid() {
        return ProcessHandle.current().pid();
    }

    /** Adds a call to a file. Several processes may do so at once: a short line is appended whole. */
    public static void write(Path ledger, long call) throws IOException {
        Files.writeString(ledger, call + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
