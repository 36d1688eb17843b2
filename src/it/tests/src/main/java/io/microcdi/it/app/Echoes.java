package io.microcdi.it.app;

import java.time.Duration;

import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Answers what it is sent, and asks others to do so for as long as it is told to. */
@MicroService
public class Echoes {
    private static final String PADDING = "0123456789".repeat(300);

    @Inject
    MicroCaller caller;

    @Inject
    MicroNode node;

    /** The text. */
    @Route("/echo")
    public String echo(String text) {
        return text;
    }

    /** Calls from this server, one after another; how many there were. */
    @Route("/ask")
    public long ask(Asking asking) {
        return asking.of(caller);
    }

    /** The counters of the node. */
    @Route("/counters")
    public String counters() {
        return node.counters().toString();
    }

    /** How one caller asks. */
    public static class Asking {
        private String namespace;
        private String name;
        private long millis;

        /** For JSON-B. */
        public Asking() {
        }

        /**
         * One caller.
         *
         * @param name
         *        what nobody else is called
         */
        public Asking(String namespace, String name, Duration time) {
            this.namespace = namespace;
            this.name = name;
            this.millis = time.toMillis();
        }

        /** Asks until the time is over; each answer must be that of its question. How often it asked. */
        public long of(MicroCaller caller) {
            long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            long asked = 0;
            while (System.nanoTime() - end < 0) {
                String text = name + " " + asked + " " + PADDING.substring((int) (asked * 37 % PADDING.length()));
                String answer = caller.call(namespace, "/echo", text, String.class);
                if (!text.equals(answer)) {
                    throw new IllegalStateException("\"" + text + "\" was answered \"" + answer + "\"");
                }
                asked++;
            }
            return asked;
        }

        public String getNamespace() {
            return namespace;
        }

        public void setNamespace(String namespace) {
            this.namespace = namespace;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public long getMillis() {
            return millis;
        }

        public void setMillis(long millis) {
            this.millis = millis;
        }
    }
}
