package io.microcdi.it.ring.app;

/** The facts that a handler saw of its call. */
public class Visit {
    private String name;
    private String caller;
    private String user;
    private String correlationId;
    private long remaining;
    private long elapsed;

    /** The namespace that was called. */
    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    /** The namespace that called. */
    public String getCaller() {
        return caller;
    }

    public void setCaller(String caller) {
        this.caller = caller;
    }

    /** The user for whom the call is made; empty for none. */
    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public String getCorrelationId() {
        return correlationId;
    }

    public void setCorrelationId(String correlationId) {
        this.correlationId = correlationId;
    }

    /** How long an answer was still wanted when the handler began, in milliseconds. */
    public long getRemaining() {
        return remaining;
    }

    public void setRemaining(long remaining) {
        this.remaining = remaining;
    }

    /** How long the handler took, in milliseconds. */
    public long getElapsed() {
        return elapsed;
    }

    public void setElapsed(long elapsed) {
        this.elapsed = elapsed;
    }
}
