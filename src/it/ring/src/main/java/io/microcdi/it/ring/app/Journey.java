package io.microcdi.it.ring.app;

import java.util.List;

/** Where a call goes. */
public class Journey {
    private List<String> stops = List.of();
    private boolean stay;

    /** The namespaces that are still to be called, the next one first. */
    public List<String> getStops() {
        return stops;
    }

    public void setStops(List<String> stops) {
        this.stops = stops;
    }

    /** Whether the last one answers nothing until the call is given up. */
    public boolean isStay() {
        return stay;
    }

    public void setStay(boolean stay) {
        this.stay = stay;
    }

    Journey rest() {
        Journey rest = new Journey();
        rest.setStops(stops.subList(1, stops.size()));
        rest.setStay(stay);
        return rest;
    }
}
