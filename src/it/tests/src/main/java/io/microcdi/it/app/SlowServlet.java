package io.microcdi.it.app;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;

/** Takes 12 s to start. Servers start such servlets while they deploy, after all listeners. */
@WebServlet(value = "/slow", loadOnStartup = 1)
public class SlowServlet extends HttpServlet {
    /** How long the start takes. */
    public static final long START_SECONDS = 12;

    private static final long serialVersionUID = 1;

    @Override
    public void init() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
