package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;

/** People sign in by a name and a password. */
class SignInTest {

    private static final String ADA = Users.line("ada", "correct horse".toCharArray());
    private static final String BOB = Users.line("bob", "battery staple".toCharArray());
    private static final String FROM = "203.0.113.7";
    private static final List<ConfigKey<?>> KEYS = List.of(RegistryServerKeys.USERS, RegistryServerKeys.USERS_FILE);

    private final AtomicLong clock = new AtomicLong();

    private Users users(String users, Path file) {
        return new Users(MicroConfig.read(key -> key.equals(RegistryServerKeys.USERS.name())
                ? Optional.ofNullable(users)
                : Optional.ofNullable(file).map(Path::toString), KEYS), clock::get);
    }

    private SignIn signIn(Users users) {
        return new SignIn(users, clock::get);
    }

    private static String basic(String nameAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static String check(SignIn signIn, String header) {
        SignIn.Attempt attempt = signIn.check(header, FROM);
        assertThat(attempt.checked()).isTrue();
        return attempt.user() == null ? null : attempt.user().name();
    }

    @Test
    void theNameAndThePasswordMustBeRight() throws Exception {
        SignIn signIn = signIn(users(ADA + "," + BOB, null));
        assertThat(check(signIn, basic("ada:correct horse"))).isEqualTo("ada");
        assertThat(check(signIn, basic("bob:correct horse"))).isNull();
        assertThat(check(signIn, basic("eve:correct horse"))).isNull();
        assertThat(check(signIn, basic("ada"))).isNull();
        assertThat(check(signIn, "Basic ???")).isNull();
        assertThat(check(signIn, basic("ada:" + "x".repeat(2_000)))).isNull();
    }

    @Test
    void aCorrectPasswordCountsForFiveMinutes() throws Exception {
        SignIn signIn = signIn(users(ADA, null));
        String header = basic("ada:correct horse");
        assertThat(signIn.known(header)).isNull();
        check(signIn, header);
        assertThat(signIn.known(header).name()).isEqualTo("ada");
        assertThat(signIn.known(basic("ada:wrong horse"))).isNull();
        clock.addAndGet(TimeUnit.MINUTES.toNanos(5));
        assertThat(signIn.known(header)).isNull();
    }

    @Test
    void thoseWhoWouldWaitBehindOthersAreToldSoAtOnce() throws Exception {
        SignIn signIn = signIn(users(ADA, null));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<SignIn.Attempt>> attempts = threads.invokeAll(IntStream
                    .range(0, 16).<Callable<SignIn.Attempt>>mapToObj(
                            i -> () -> signIn.check(basic("ada:wrong" + i), FROM))
                    .toList());
            int checked = 0;
            for (Future<SignIn.Attempt> attempt : attempts) {
                checked += attempt.get().checked() ? 1 : 0;
            }
            assertThat(checked).as("attempts that were made").isBetween(1, 15);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void oneAddressMayBeWrongTenTimesAMinute() {
        SignIn signIn = signIn(users(ADA, null));
        for (int i = 0; i < 10; i++) {
            assertThat(signIn.mayTry(FROM)).isTrue();
        }
        assertThat(signIn.mayTry(FROM)).isFalse();
        assertThat(signIn.mayTry("203.0.113.8")).isTrue();
        clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(signIn.mayTry(FROM)).isTrue();
    }

    @Test
    void onlyWrongAttemptsCount() {
        SignIn signIn = signIn(users(ADA, null));
        for (int i = 0; i < 30; i++) {
            assertThat(signIn.mayTry(FROM)).isTrue();
            assertThat(check(signIn, basic("ada:correct horse"))).isEqualTo("ada");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(signIn.mayTry(FROM)).isTrue();
            assertThat(check(signIn, basic("ada:wrong"))).isNull();
        }
        assertThat(signIn.mayTry(FROM)).isFalse();
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        SignIn signIn = signIn(users(ADA, null));
        for (int i = 0; i < 10; i++) {
            assertThat(signIn.mayTry("2001:db8:0:1::" + i)).isTrue();
        }
        assertThat(signIn.mayTry("2001:db8:0:1:ffff::")).isFalse();
        assertThat(signIn.mayTry("2001:db8:0:2::1")).isTrue();
    }

    /** Some editors write it, and nobody sees it. */
    @Test
    void aByteOrderMarkIsNoPartOfTheFirstUser(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("users"), "\uFEFF" + ADA + "\n" + BOB + "\n");
        assertThat(users(null, file).current()).containsOnlyKeys("ada", "bob");
        Files.writeString(file, "\uFEFF# people\n" + ADA + "\n");
        assertThat(users(null, file).current()).containsOnlyKeys("ada");
    }

    @Test
    void theFileIsReadAgainWhenItChanges(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("users"), "# people\n" + ADA + "\n\n");
        Users users = users(BOB, file);
        SignIn signIn = signIn(users);
        String header = basic("ada:correct horse");
        check(signIn, header);
        assertThat(users.current()).containsOnlyKeys("ada", "bob");

        Files.writeString(file, "not a user");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(users.current()).as("an invalid file changes nothing").containsOnlyKeys("ada", "bob");
        assertThat(signIn.known(header).name()).isEqualTo("ada");

        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(20)));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(users.current()).containsOnlyKeys("bob");
        assertThat(signIn.known(header)).as("a removed user is refused at once").isNull();
    }

    /** A stream of events must end when the account of its reader is removed. */
    @Test
    void aPersonWhoIsTakenOutOrHasAnotherPasswordIsNotCurrentAnyMore(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("users"), ADA);
        SignIn signIn = signIn(users(BOB, file));
        SignIn.User ada = signIn.check(basic("ada:correct horse"), FROM).user();
        SignIn.User bob = signIn.check(basic("bob:battery staple"), FROM).user();
        Files.writeString(file, "# the same\n" + ADA);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(signIn.isCurrent(ada)).isTrue();
        assertThat(signIn.isCurrent(null)).as("nobody has signed in").isTrue();
        assertThat(signIn.isCurrent(() -> "ada")).as("a user of the server").isTrue();

        Files.writeString(file, Users.line("ada", "another horse".toCharArray()));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(20)));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(signIn.isCurrent(ada)).as("another password").isFalse();

        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(30)));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(signIn.isCurrent(ada)).as("taken out").isFalse();
        assertThat(signIn.isCurrent(bob)).isTrue();
        assertThat(ada.toString()).doesNotContain("pbkdf2");
    }

    @Test
    void invalidUsersEndTheStartWithoutTheirText(@TempDir Path directory) throws Exception {
        assertThatThrownBy(() -> users("ada:hunter2-hunter2", null)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("micro.registry-server.users=(not shown): expected name=hash")
                .hasMessageNotContaining("hunter2");
        Path file = Files.writeString(directory.resolve("users"), "a b=" + ADA);
        assertThatThrownBy(() -> users(null, file)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("users-file=" + file + ": expected in line 1 name=hash")
                .hasMessageNotContaining(ADA);
        assertThatThrownBy(() -> users(null, directory.resolve("none"))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("a file that can be read");
    }
}
