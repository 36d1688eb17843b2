package io.microcdi.internal.test;

import java.util.List;
import java.util.stream.Collectors;

import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.test.FakeRequest;
import io.microcdi.test.Verification;

/** The verification of the requests for one path. */
final class PathVerification implements Verification {

    private final FakeNode fake;
    private final String path;
    private final RouteTable table = new RouteTable();

    PathVerification(FakeNode fake, String path) {
        this.fake = fake;
        this.path = path;
        table.add(RouteSpec.of(path), context -> null);
    }

    @Override
    public FakeRequest once() {
        return times(1).get(0);
    }

    @Override
    public List<FakeRequest> times(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(count + " requests: expected zero or more");
        }
        List<FakeRequest> found = List.copyOf(fake.received().stream()
                .filter(request -> table.find(request.url()) != null).toList());
        if (found.size() != count) {
            throw new AssertionError("expected " + requests(count) + " for " + path + " at the fake of "
                    + fake.namespace() + ", and there " + (found.size() == 1 ? "was " : "were ") + found.size()
                    + all() + "\n  scripted: " + fake.scripted());
        }
        return found;
    }

    @Override
    public void never() {
        times(0);
    }

    private static String requests(int count) {
        return count == 1 ? "1 request" : count + " requests";
    }

    private String all() {
        return fake.received().isEmpty() ? "\n  no request came at all"
                : fake.received().stream().map(request -> "\n  " + request).collect(Collectors.joining());
    }
}
