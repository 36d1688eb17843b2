package io.microcdi.it.chaos.app;

/** The answer of a handler. A bean, because JSON-B of Jakarta EE 10 reads no records. */
public class Answer {

    private String key;
    private int call;

    /** For JSON-B. */
    public Answer() {
        this("", 0);
    }

    /**
     * An answer.
     *
     * @param key of the instance
     * @param call the number of the call
     */
    public Answer(String key, int call) {
        this.key = key;
        this.call = call;
    }

    /** Returns the key of the instance. */
    public String getKey() {
        return key;
    }

    /** For JSON-B. */
    public void setKey(String key) {
        this.key = key;
    }

    /** Returns the number of the call. */
    public int getCall() {
        return call;
    }

    /** For JSON-B. */
    public void setCall(int call) {
        this.call = call;
    }
}
