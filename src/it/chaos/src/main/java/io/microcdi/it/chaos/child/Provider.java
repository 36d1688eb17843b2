package io.microcdi.it.chaos.child;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.microcdi.MicroNode;
import io.microcdi.NodeListener;
import io.microcdi.RouteContext;
import io.microcdi.config.ConfigKeys;
import io.microcdi.it.chaos.app.Answer;
import io.microcdi.it.chaos.app.Ledger;
import io.microcdi.it.chaos.app.Ledger.Event;

/** One or more nodes in Java SE. */
final class Provider {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Arguments arguments;
    private final List<MicroNode> nodes = new ArrayList<>();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final int workMillis;
    private final Backend backend;
    /** One call in so many fails; none if it is 0. */
    private volatile int failEvery;

    private Provider(Arguments arguments) {
        this.arguments = arguments;
        this.workMillis = arguments.number("work", 20);
        this.backend = new Backend(arguments.number("backend", 1));
    }

    public static void main(String[] arguments) throws IOException {
        Provider me = new Provider(new Arguments(arguments));
        Commands.answer(me.start());
        Commands.serve(me::run);
    }

    private String start() {
        for (int i = 0; i < arguments.number("nodes", 1); i++) {
            MicroNode node = MicroNode.builder(arguments.text("namespace", "work"))
                    .config(arguments.config(ConfigKeys.ALL))
                    .listen(arguments.text("host", "127.0.0.1"), arguments.number("port", 0)).build();
            node.register("/do", Integer.class, (call, context) -> work(node, call));
            node.register("/later", Integer.class, (call, context) -> backend.submit(() -> work(node, call)));
            node.register("/relay", Integer.class, (call, context) -> relay(node, call, context));
            node.register("/forward", Integer.class, (call, context) -> node.caller().call(arguments.text("next", ""),
                    "/do", call, Answer.class));
            node.register("/hang", Integer.class, (call, context) -> hang(node, call, context));
            node.addListener(new NodeListener() {
                @Override
                public void registryJoined(URI url) {
                    tellJoined();
                }
            });
            nodes.add(node);
            node.start();
        }
        for (MicroNode node : nodes) {
            node.ready().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
            ledgers.add(new Ledger(Path.of(arguments.text("ledger", ".")), node.key()));
        }
        return nodes.get(0).key();
    }

    private String run(String... words) throws InterruptedException {
        switch (words[0]) {
            case "stop" -> nodes.forEach(MicroNode::stop);
            case "start" -> {
                restart();
                return nodes.get(0).key();
            }
            case "registered" -> {
                return Boolean.toString(awaitRegistered());
            }
            case "fail" -> failEvery = Integer.parseInt(words[1]);
            case "figures" -> {
                return Vm.figures().toWords();
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    private synchronized void tellJoined() {
        notifyAll();
    }

    private synchronized boolean awaitRegistered() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!nodes.stream().allMatch(MicroNode::isRegistered)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void restart() {
        nodes.forEach(MicroNode::start);
        nodes.forEach(node -> node.ready().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join());
    }

    private Ledger ledger(MicroNode node) {
        return ledgers.get(nodes.indexOf(node));
    }

    private Object work(MicroNode node, int call) throws InterruptedException {
        Ledger ledger = ledger(node);
        ledger.note(Event.BEGAN, call);
        try {
            int every = failEvery;
            if (every > 0 && call % every == 0) {
                throw new IllegalStateException("call " + call + " fails, as it was told to");
            }
            Thread.sleep(workMillis);
            return new Answer(node.key(), call);
        } finally {
            ledger.note(Event.ENDED, call);
        }
    }

    /** Waits for another service that hangs. */
    private Object relay(MicroNode node, int call, RouteContext context) {
        Ledger ledger = ledger(node);
        ledger.note(Event.BEGAN, call);
        context.onAbort(() -> ledger.note(Event.ABORTED, call));
        try {
            return node.caller().call(arguments.text("next", ""), "/hang", call, Answer.class);
        } finally {
            ledger.note(Event.ENDED, call);
        }
    }

    /** Never answers. */
    private Object hang(MicroNode node, int call, RouteContext context) throws InterruptedException {
        Ledger ledger = ledger(node);
        ledger.note(Event.BEGAN, call);
        context.onAbort(() -> ledger.note(Event.ABORTED, call));
        try {
            new CountDownLatch(1).await();
            return new Answer(node.key(), call);
        } finally {
            ledger.note(Event.ENDED, call);
        }
    }
}
