package io.microcdi.internal.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallDetails;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;

/**
 * One lookup at the registries. It asks the first registry that has a link. It asks the next one if a registry knows no
 * instance, gives an invalid answer, or has not answered within 500 ms. The first address in an answer is the result. A
 * registry that has just started knows few instances. An instance is therefore missing only if no registry knows it.
 * Thread-safe.
 */
final class Lookup {

    /** The nanoseconds after which a lookup asks the next registry too, while it waits for the first. */
    static final long HEDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String namespace;
    private final Collection<String> exclude;
    private final List<RegistryConnection> registries;
    private final Timer timer;
    private final long deadline;
    private final CompletableFuture<PeerAddress> result = new CompletableFuture<>();
    private final List<Question> open = new ArrayList<>();
    /** Why the last registry that was asked gave no answer; {@code null} while none has failed. */
    private String problem;
    private boolean answered;
    private boolean missed;
    private boolean failed;
    private int next;

    Lookup(String namespace, Collection<String> exclude, List<RegistryConnection> registries, Timer timer,
            long timeoutNanos) {
        this.namespace = namespace;
        this.exclude = exclude;
        this.registries = registries;
        this.timer = timer;
        this.deadline = timer.nanoTime() + timeoutNanos;
    }

    /**
     * Asks the registries.
     *
     * @return a future that completes with an address, or with {@code null} if no registry knows an instance. It fails
     *        with {@link RegistryUnavailableException}
     */
    CompletableFuture<PeerAddress> ask() {
        next();
        return result;
    }

    /** Asks the next registry. Ends the lookup if all registries were asked and no answer is outstanding. */
    private void next() {
        Question question = nextQuestion();
        if (question != null) {
            ask(question);
        } else {
            end();
        }
    }

    private void ask(Question question) {
        try {
            question.ask();
        } catch (RuntimeException | Error e) {
            // nothing else may end this question. If its request is under way all the same, the answer still counts
            Timer.Alarm hedge = question.hedge;
            if (hedge != null) {
                hedge.cancel();
            }
            failedAt(question, "it was not asked, because this end failed: " + Excerpts.of(e));
        }
    }

    private synchronized Question nextQuestion() {
        while (!result.isDone() && next < registries.size()) {
            RegistryConnection registry = registries.get(next++);
            Link link = registry.linkForLookups();
            if (link != null) {
                Question question = new Question(registry, link);
                open.add(question);
                return question;
            }
        }
        return null;
    }

    private void end() {
        RegistryUnavailableException failure;
        synchronized (this) {
            if (answered || !open.isEmpty()) {
                return;
            }
            failure = missed && !failed ? null
                    : new RegistryUnavailableException(
                            "Registry not found: " + (problem == null ? notAsked() : problem) + " (to look up "
                                    + namespace + ")",
                            new CallDetails(namespace, null, null, null), false, null);
        }
        if (failure == null) {
            result.complete(null);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private String notAsked() {
        return registries.isEmpty()
                ? "none is configured; " + ConfigKeys.REGISTRY_URL.name() + " says where it is"
                : "none is connected of " + registries.stream().map(RegistryConnection::described).toList() + ", as "
                        + ConfigKeys.REGISTRY_URL.name() + " says";
    }

    /**
     * Ends a question. It changes the state in one step: a hedge that runs at the same time must see either the open
     * question or its result.
     */
    private void settled(Question question, PeerAddress found) {
        List<Question> others = List.of();
        synchronized (this) {
            open.remove(question);
            if (found == null) {
                missed = true;
            } else {
                answered = true;
                others = List.copyOf(open);
                open.clear();
            }
        }
        if (found == null) {
            next();
        } else {
            result.complete(found);
            others.forEach(OutboundRequest::cancel);
        }
    }

    private boolean askAgain(Question lost, Link other) {
        Question again = new Question(lost.registry, other);
        synchronized (this) {
            if (answered || !open.remove(lost)) {
                return false;
            }
            open.add(again);
        }
        lost.hedge.cancel();
        ask(again);
        return true;
    }

    private void failedAt(Question question, String why) {
        synchronized (this) {
            open.remove(question);
            failed = true;
            problem = "Registry /-/find at " + question.askedUrl + ": " + why;
        }
        next();
    }

    /** The request to one registry. */
    private final class Question extends RegistryRequest {

        private final RegistryConnection registry;
        private final URI askedUrl;
        private final Link link;
        private volatile Timer.Alarm hedge;

        Question(RegistryConnection registry, Link link) {
            super(deadline);
            this.registry = registry;
            this.askedUrl = registry.url();
            this.link = link;
        }

        void ask() {
            hedge = timer.after(HEDGE_NANOS, Lookup.this::next);
            link.request("\"/-/find\"", FindAnswer.question(namespace, exclude), this);
        }

        @Override
        void answered(String payload) {
            PeerAddress found = FindAnswer.read(namespace, payload, link.peer().info().known());
            hedge.cancel();
            settled(this, found);
        }

        @Override
        void failed(String why) {
            hedge.cancel();
            failedAt(this, why);
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            // the link may have been replaced: when a node joins, the link of its registration replaces that of its
            // visit
            Link other = registry.linkForLookups();
            if (other == null || other == link || !askAgain(this, other)) {
                super.lost(written, code, reason);
            }
        }
    }
}
