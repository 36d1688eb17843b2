package io.microcdi.it.chaos.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.it.chaos.app.Answer;
import io.microcdi.it.chaos.child.Build;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.child.RegistryChild;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;

/** A registry and providers in processes of their own, and a caller in this one. */
public final class Cluster implements Closeable {

    /** The namespace of the providers. */
    public static final String NAMESPACE = "work";
    /** The calls each second, unless a scenario says otherwise. */
    public static final int RATE = 500;
    /** The calls of the longest run. */
    private static final int MOST = 1_000_000;
    private static final int WARM_UP = 2_000;
    private static final int AT_ONCE = 20;
    private static final Duration FIRST_ANSWERS = Duration.ofSeconds(30);

    private final Path directory;
    /** Of the registry, also of one that is started again. */
    private final List<String> settings;
    private final Deque<Closeable> closing = new ArrayDeque<>();
    private final List<ProviderChild> providers = new ArrayList<>();
    private RegistryChild registry;
    private MicroNode caller;

    /**
     * Starts the registry.
     *
     * @param arguments keys of a registry with their values
     */
    public Cluster(Path directory, String... arguments) throws InterruptedException {
        this(directory, List.of(), arguments);
    }

    /** As {@link #Cluster(Path, String...)}, with words before the command of the registry. */
    public Cluster(Path directory, List<String> before, String... arguments) throws InterruptedException {
        this(directory, Build.THIS, before, arguments);
    }

    /** Starts the registry of a build. */
    public Cluster(Path directory, Build build, String... arguments) throws InterruptedException {
        this(directory, build, List.of(), arguments);
    }

    private Cluster(Path directory, Build build, List<String> before, String... arguments) throws InterruptedException {
        this.directory = directory;
        this.settings = List.of(arguments);
        this.registry = closeLater(new RegistryChild(build, directory, before, arguments));
    }

    /** Closes it with the cluster, before all that is there already. */
    public <T extends Closeable> T closeLater(T closeable) {
        closing.push(closeable);
        return closeable;
    }

    /** Starts providers that are alike, and waits until they are registered. */
    public Cluster providers(int number, String... arguments) throws InterruptedException {
        List<ProviderChild> started = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            started.add(provider(arguments));
        }
        for (ProviderChild provider : started) {
            provider.awaitReady();
        }
        return this;
    }

    /** Starts a provider without waiting. */
    public ProviderChild provider(String... arguments) {
        return provider(List.of(), arguments);
    }

    /** As {@link #provider(String...)}, with words before the command. */
    public ProviderChild provider(List<String> before, String... arguments) {
        return added(closeLater(new ProviderChild(Build.THIS, directory, registry.url(), before, arguments)));
    }

    /** As {@link #provider(String...)}, of a build. */
    public ProviderChild provider(Build build, String... arguments) {
        return added(beside(build, arguments));
    }

    /** Starts a node that is no provider of {@value #NAMESPACE}, and does not wait. */
    public ProviderChild beside(Build build, String... arguments) {
        return closeLater(new ProviderChild(build, directory, registry.url(), List.of(), arguments));
    }

    private ProviderChild added(ProviderChild provider) {
        providers.add(provider);
        return provider;
    }

    /** Starts the caller with default settings. */
    public MicroNode caller() {
        return caller(builder -> builder);
    }

    /** Starts the caller. */
    public MicroNode caller(UnaryOperator<MicroNodeBuilder> settings) {
        caller = settings.apply(MicroNode.builder("caller").registry(registry.url()).listen("127.0.0.1", 0)).build();
        closing.push(caller::stop);
        caller.start();
        caller.ready().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        return caller;
    }

    /** Calls the providers at the usual rate; each second call is idempotent. All instances have answered when it returns. */
    public Load load() throws InterruptedException {
        return load(call -> call);
    }

    /** As {@link #load()}, with settings for each call. */
    public Load load(UnaryOperator<MicroCall> settings) throws InterruptedException {
        MicroCall once = settings.apply(caller.caller().to(NAMESPACE));
        MicroCall idempotent = once.idempotent();
        return load(RATE, number -> (number % 2 == 0 ? idempotent : once).callAsync("/do", number, Answer.class));
    }

    /** As {@link #load()}, with another rate and other calls. */
    public Load load(int rate, IntFunction<CompletableFuture<Answer>> calls) throws InterruptedException {
        warmUp();
        Load load = closeLater(new Load(rate, MOST, calls));
        for (ProviderChild provider : providers) {
            if (!load.awaitAnswers(provider.key(), RATE / 10, FIRST_ANSWERS)) {
                throw new IllegalStateException(provider.key() + " answers nothing");
            }
        }
        return load;
    }

    /** So that no time is spent on loading classes later. These calls have negative numbers. */
    private void warmUp() {
        for (int i = 0; i < WARM_UP; i += AT_ONCE) {
            int first = i + 1;
            CompletableFuture.allOf(IntStream.range(first, first + AT_ONCE).mapToObj(
                    number -> caller.caller().to(NAMESPACE).idempotent().callAsync("/do", -number, Answer.class))
                    .toArray(CompletableFuture[]::new)).join();
        }
    }

    /** Returns the registry. */
    public RegistryChild registry() {
        return registry;
    }

    /** Starts the registry again, at its port. */
    public RegistryChild restartRegistry() throws InterruptedException {
        return restartRegistry(Build.THIS);
    }

    /** As {@link #restartRegistry()}, of a build. */
    public RegistryChild restartRegistry(Build build) throws InterruptedException {
        List<String> again = new ArrayList<>(settings);
        again.add("port=" + registry.port());
        registry = closeLater(new RegistryChild(build, directory, List.of(), again.toArray(String[]::new)));
        return registry;
    }

    /** Returns the providers, in the order in which they were started. */
    public List<ProviderChild> providers() {
        return providers;
    }

    /** Returns the directory of the scenario. */
    public Path directory() {
        return directory;
    }

    /** Reads the ledger. */
    public Executions executions() {
        return new Executions(directory.resolve("ledger"));
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : closing) {
            each.close();
        }
    }
}
