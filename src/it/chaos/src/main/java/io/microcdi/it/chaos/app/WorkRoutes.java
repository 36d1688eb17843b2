package io.microcdi.it.chaos.app;

import java.nio.file.Path;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.microcdi.MicroNode;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** The service in a WAR. */
@MicroService
@ApplicationScoped
public class WorkRoutes {

    /** The variable of the environment that names the directory of the ledger. */
    public static final String LEDGER = "CHAOS_LEDGER";
    /** Milliseconds that each call takes, so that some are always in flight. */
    public static final int WORK_MILLIS = 20;

    @Inject
    private MicroNode node;
    private Ledger ledger;

    @PostConstruct
    void open() {
        ledger = new Ledger(Path.of(System.getenv(LEDGER)), node.key());
    }

    @PreDestroy
    void close() {
        ledger.close();
    }

    /** Works for a moment, on a thread of the node. */
    @Route("/do")
    public Answer work(int call) throws InterruptedException {
        ledger.note(Ledger.Event.BEGAN, call);
        try {
            Thread.sleep(WORK_MILLIS);
            return new Answer(node.key(), call);
        } finally {
            ledger.note(Ledger.Event.ENDED, call);
        }
    }
}
