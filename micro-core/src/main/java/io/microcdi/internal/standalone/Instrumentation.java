package io.microcdi.internal.standalone;

import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.NodeGauges;
import io.microcdi.NodeInstrument;
import io.microcdi.Registration;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.wire.LoggedThrowable;

/** Attaches an instrument to a node while the node runs. Its owner's lock guards it. */
public final class Instrumentation implements NodeGauges {

    private final Node node;
    private final @Nullable NodeInstrument instrument;
    private final Supplier<Map<String, Integer>> ejected;
    private @Nullable Registration attached;

    /**
     * Attaches nothing yet.
     *
     * @param instrument {@code null} for none
     * @param ejected returns the number of ejected instances by namespace
     */
    public Instrumentation(Node node, @Nullable NodeInstrument instrument, Supplier<Map<String, Integer>> ejected) {
        this.node = node;
        this.instrument = instrument;
        this.ejected = ejected;
    }

    /** Called when the node has started. */
    public void start() {
        if (instrument != null && attached == null) {
            try {
                attached = instrument.attach(this);
            } catch (RuntimeException | LinkageError e) {
                StandaloneLog.LOG.notInstrumented(LoggedThrowable.of(e));
            }
        }
    }

    /** Called when the node stops. */
    public void stop() {
        Registration closed = attached;
        attached = null;
        if (closed != null) {
            try {
                closed.close();
            } catch (RuntimeException | LinkageError e) {
                StandaloneLog.LOG.debugf(e, "the instrument of %s was not detached", node.namespace());
            }
        }
    }

    @Override
    public String namespace() {
        return node.namespace();
    }

    @Override
    public int links() {
        return node.links();
    }

    @Override
    public int queued() {
        return node.queuedRequests();
    }

    @Override
    public int active() {
        return node.activeRequests();
    }

    @Override
    public Map<String, Integer> ejected() {
        return ejected.get();
    }
}
