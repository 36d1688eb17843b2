package io.microcdi.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import io.microcdi.launch.LaunchException;

/** Starts everything, lets checkout call payments, tells where the pages are, and stays until it is ended. */
public final class Demo {

    private static final String CHARGE = "{\"amount\": 42.50, \"currency\": \"EUR\"}";

    private static final String TOO_MUCH = "{\"amount\": 10001, \"currency\": \"EUR\"}";

    private static final String ORDER = "{\"article\": \"book\", \"quantity\": 2, \"price\": 12.50, \"currency\": \"EUR\"}";

    private Demo() {
    }

    /** Ends with status 0, or with 1 and a message if anything has failed. */
    public static void main(String[] arguments) {
        try {
            DemoOptions options = DemoOptions.from(System.getProperties());
            run(options, Server.of(options));
            System.exit(0);
        } catch (DemoException | LaunchException e) {
            System.err.println("The demo failed: " + e.getMessage());
        } catch (InterruptedException | RuntimeException e) {
            e.printStackTrace();
        }
        System.exit(1);
    }

    private static void run(DemoOptions options, Server server) throws InterruptedException {
        // However it ends, by Ctrl-C or by itself, nothing that it has started stays behind.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "demo-stop"));
        endWithParent();
        Progress progress = new Progress();
        RunningDemo demo = new RunningDemo(server, progress);
        demo.start();
        progress.tell("checkout calls payments/charge");
        String receipt = demo.pay(CHARGE);
        System.out.println("payments/charge -> " + receipt);
        System.out.println("payments/receipts/{id}, with Fault Tolerance on servers that have it -> "
                + demo.find(receipt));
        System.out.println("payments/charge of too much -> 422 " + demo.exceedLimit(TOO_MUCH));
        System.out.println("checkout/buy for two tenants at the same time -> " + demo.buy(ORDER));
        System.out.println("the calls of checkout -> " + demo.calls());
        System.out.println(progress.up(Optional.ofNullable(System.getProperty("demo.begun")).map(Instant::parse)));
        System.out.println("  the page that pays   " + demo.checkoutPage());
        demo.registryPages().forEach(page -> System.out.println("  the registry's page  " + page));
        if (!options.once()) {
            System.out.println("Ctrl-C ends it.");
            new CountDownLatch(1).await();
        }
    }

    /** Maven may be ended without a word to us. */
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }
}
