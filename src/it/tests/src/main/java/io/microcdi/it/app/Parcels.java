package io.microcdi.it.app;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Takes and gives texts of all sizes, and sends them where it is told to. */
@MicroService
public class Parcels {
    private final Map<String, CompletableFuture<String>> held = new ConcurrentHashMap<>();

    @Inject
    MicroCaller caller;

    @Inject
    MicroNode node;

    /** Takes a text. */
    @Route("/take")
    public String take(String text) {
        return Parcel.receipt(text);
    }

    /** Gives a text. */
    @Route("/give")
    public String give(Parcel parcel) {
        return parcel.text();
    }

    /** Answers when {@link #release} is called with the same name. */
    @Route("/hold")
    public CompletionStage<String> hold(String name) {
        return held.computeIfAbsent(name, key -> new CompletableFuture<>());
    }

    /** Has {@link #hold} answered. */
    @Route("/release")
    public void release(String name) {
        held.computeIfAbsent(name, key -> new CompletableFuture<>()).complete(name);
    }

    /** Carries a parcel to the peer that it names. */
    @Route("/carry")
    public String carry(Parcel parcel) {
        return parcel.carry(caller.peer(parcel.getPeer()));
    }

    /** Has that peer hold, which is the name of the held as well. */
    @Route("/hold-at")
    public CompletionStage<String> holdAt(String peer) {
        return caller.peer(peer).request("/hold", peer, String.class);
    }

    /** Has {@link #holdAt} answered. */
    @Route("/release-at")
    public CompletionStage<Void> releaseAt(String peer) {
        return caller.peer(peer).request("/release", peer, Void.class);
    }

    /** How many links are open. */
    @Route("/links")
    public int links() {
        return node.counters().links();
    }
}
