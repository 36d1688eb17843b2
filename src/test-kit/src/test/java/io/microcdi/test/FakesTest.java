package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCaller;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.test.Shop.Charge;
import io.microcdi.test.Shop.Receipt;
import io.microcdi.test.Shop.SoldOut;

/** Each step of a script does what a real service would do. */
@MicroTest
@Timeout(60)
class FakesTest {

    @FakeService("payments")
    Fake payments;

    @Test
    void answersWithAValue(MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("r-1"));
        assertThat(charge(caller)).isEqualTo(new Receipt("r-1"));
    }

    @Test
    void answersWithAFunctionOfTheRequest(MicroCaller caller) {
        payments.when("/receipts/{id}").answer(request -> new Receipt(request.param("id")));
        assertThat(caller.call("payments", "/receipts/17", null, Receipt.class)).isEqualTo(new Receipt("17"));
    }

    @Test
    void answersWithAStageThatTheTestCompletes(MicroCaller caller) {
        CompletableFuture<Receipt> answer = new CompletableFuture<>();
        payments.when("/charge").answer(request -> answer);
        CompletableFuture<Receipt> call = caller.callAsync("payments", "/charge", new Charge(1), Receipt.class);
        assertThat(call).isNotDone();
        answer.complete(new Receipt("later"));
        assertThat(call.join()).isEqualTo(new Receipt("later"));
    }

    @Test
    void answersWithoutData(MicroCaller caller) {
        payments.when("/log").answer();
        assertThat(caller.call("payments", "/log", "line", String.class)).isNull();
    }

    @Test
    void failsWithABody(MicroCaller caller) {
        payments.when("/charge").fail(409, "sold out", new SoldOut("book"));
        assertThatThrownBy(() -> charge(caller)).isInstanceOfSatisfying(CallFailedException.class, e -> {
            assertThat(e.status()).isEqualTo(409);
            assertThat(e).hasMessageContaining("sold out");
            assertThat(e.body(SoldOut.class)).isEqualTo(new SoldOut("book"));
        });
    }

    @Test
    void failsAsTheFunctionOfAnAnswerFails(MicroCaller caller) {
        payments.when("/charge").answer(request -> {
            throw new io.microcdi.error.RouteException(402, "no money");
        });
        assertThatThrownBy(() -> charge(caller)).isInstanceOfSatisfying(CallFailedException.class,
                e -> assertThat(e.status()).isEqualTo(402));
    }

    @Test
    void stepsAreUsedOneAfterTheOtherAndTheLastIsRepeated(MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("a")).answer(new Receipt("b"));
        assertThat(charge(caller).id()).isEqualTo("a");
        assertThat(charge(caller).id()).isEqualTo("b");
        assertThat(charge(caller).id()).isEqualTo("b");
    }

    @Test
    void aSecondScriptReplacesTheFirst(MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("a"));
        payments.when("/charge").answer(new Receipt("b"));
        assertThat(charge(caller).id()).isEqualTo("b");
    }

    @Test
    void aRefusalIsNotExecutedAndIsTriedElsewhere(MicroCaller caller,
            @FakeService(value = "ledger", instances = 2) Fake ledger) {
        ledger.when("/book").refuse().answer("booked");
        assertThat(caller.call("ledger", "/book", null, String.class)).isEqualTo("booked");
        assertThat(ledger.verify("/book").times(2)).extracting(FakeRequest::instance).doesNotHaveDuplicates();
    }

    @Test
    void aRefusalOfAllInstancesFailsTheCallAsNotExecuted(MicroCaller caller) {
        payments.when("/charge").refuse();
        assertThatThrownBy(() -> charge(caller)).isInstanceOfSatisfying(CallRefusedException.class, e -> {
            assertThat(e.status()).isEqualTo(503);
            assertThat(e.mayHaveExecuted()).isFalse();
        });
    }

    @Test
    void twoFakesOfOneNamespaceAreTwoInstances(MicroCaller caller, @FakeService("payments") Fake other) {
        payments.when("/charge").refuse();
        other.when("/charge").answer(new Receipt("other"));
        for (int i = 0; i < 10; i++) {
            assertThat(charge(caller).id()).isEqualTo("other");
        }
        other.verify("/charge").times(10);
        assertThat(payments.requests()).isNotEmpty();
    }

    @Test
    void aLostLinkFailsACallThatMayHaveRun(MicroCaller caller) {
        payments.when("/charge").loseLink();
        assertThatThrownBy(() -> charge(caller)).isInstanceOfSatisfying(LinkLostException.class,
                e -> assertThat(e.mayHaveExecuted()).isTrue());
        assertThat(payments.verify("/charge").once().isAborted()).isTrue();
    }

    @Test
    void aLostLinkIsRepairedForACallThatMayBeRepeated(MicroCaller caller) {
        payments.when("/charge").idempotent().loseLink().answer(new Receipt("again"));
        assertThat(charge(caller).id()).isEqualTo("again");
        payments.verify("/charge").times(2);
    }

    @Test
    void aRouteWithoutAScriptIsRefusedByAMessageThatListsTheOthers(MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("a"));
        payments.when("/receipts/{id}").answer(new Receipt("b"));
        assertThatThrownBy(() -> caller.call("payments", "/refunds/3", null, Receipt.class))
                .isInstanceOfSatisfying(CallRefusedException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessageContaining("no route /refunds/3").hasMessageContaining("/charge, /receipts/{id}");
        payments.verify("/refunds/3").once();
    }

    @Test
    void aScriptForEveryPathServesWhatNoOtherScriptDoes(MicroCaller caller) {
        payments.when("/{path...}").answer(new Receipt("any"));
        payments.when("/charge").answer(new Receipt("charged"));
        assertThat(charge(caller).id()).isEqualTo("charged");
        assertThat(caller.call("payments", "/refunds/3", null, Receipt.class).id()).isEqualTo("any");
        payments.when("/{all...}").answer(new Receipt("all"));
        assertThat(caller.call("payments", "/refunds/3", null, Receipt.class).id()).isEqualTo("all");
        assertThat(payments.verify("/refunds/3").times(2)).hasSize(2);
    }

    @Test
    void aPathThatCannotBeServedIsNotListedAmongTheScripts(MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("a"));
        assertThatThrownBy(() -> payments.when("/-/own")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> caller.call("payments", "/refunds/3", null, Receipt.class))
                .hasMessageContaining("which has /charge").hasMessageNotContaining("/-/own");
    }

    @Test
    void aScriptWithoutAStepIsRefused(MicroCaller caller) {
        payments.when("/charge");
        assertThatThrownBy(() -> charge(caller)).hasMessageContaining("has no step: add one");
    }

    @Test
    void aNamespaceWithoutAFakeIsNotFound(MicroCaller caller) {
        assertThatThrownBy(() -> caller.call("ledger", "/book", null, String.class))
                .isInstanceOf(NamespaceNotFoundException.class);
    }

    @Test
    void requestsHavePayloadsMetadataAndTheirCaller(MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("a"));
        Receipt receipt = caller.to("payments").with("tenant", "acme").correlationId("c-1").call("/charge",
                new Charge(12), Receipt.class);
        assertThat(receipt).isNotNull();
        FakeRequest request = payments.verify("/charge").once();
        assertThat(request.payload(Charge.class)).isEqualTo(new Charge(12));
        assertThat(request.<Map<String, Object>>payload(new io.microcdi.GenericType<Map<String, Object>>() {
        }.type())).containsKey("amount");
        assertThat(request.metadata("tenant")).contains("acme");
        assertThat(request.metadata("locale")).isEmpty();
        assertThat(request.correlationId()).contains("c-1");
        assertThat(request.callerNamespace()).isEqualTo("test");
        assertThat(request.instance()).startsWith("127.0.0.1:");
        assertThat(request.isAborted()).isFalse();
    }

    @Test
    void aVerificationTakesAPatternOrAPath(MicroCaller caller) {
        payments.when("/receipts/{id}").answer(new Receipt("a"));
        caller.call("payments", "/receipts/1", null, Receipt.class);
        caller.call("payments", "/receipts/2", null, Receipt.class);
        assertThat(payments.verify("/receipts/{id}").times(2)).extracting(request -> request.param("id"))
                .containsExactly("1", "2");
        payments.verify("/receipts/2").once();
        payments.verify("/receipts/3").never();
    }

    private static Receipt charge(MicroCaller caller) {
        return caller.call("payments", "/charge", new Charge(12), Receipt.class);
    }
}
