package io.microcdi.it.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.event.LinkOpened;
import io.microcdi.event.RegistryJoined;

/** Writes down what the node tells, and reads it out. */
@MicroService
public class Diary {
    private final List<String> entries = new CopyOnWriteArrayList<>();

    void joined(@Observes RegistryJoined event) {
        entries.add("joined");
    }

    void joinedLater(@ObservesAsync RegistryJoined event) {
        entries.add("joined, later");
    }

    void opened(@Observes LinkOpened event) {
        entries.add("opened " + event.peer().namespace());
    }

    /** All entries. */
    @Route("/diary")
    public List<String> read() {
        return List.copyOf(entries);
    }
}
