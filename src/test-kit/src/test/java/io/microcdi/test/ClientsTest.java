package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;

/** Typed clients in tests map exceptions back by the mappers among the beans of the test. */
@MicroTest(value = { ClientsTest.Store.class, ClientsTest.SoldOutMapper.class }, namespace = "store")
@Timeout(60)
class ClientsTest {

    public static class SoldOutException extends Exception {

        private static final long serialVersionUID = 1;

        public SoldOutException(String article) {
            super(article);
        }
    }

    @RegisterMicroClient("store")
    public interface Buying {

        @Route("/buy")
        String buy(String article) throws SoldOutException;
    }

    @MicroService
    @Typed(Store.class)
    public static class Store implements Buying {

        @Override
        public String buy(String article) throws SoldOutException {
            throw new SoldOutException(article);
        }
    }

    @ApplicationScoped
    public static class SoldOutMapper implements RouteExceptionMapper<SoldOutException> {

        @Override
        public RouteException toRouteException(SoldOutException exception) {
            return new RouteException(409, "sold out").with(exception.getMessage());
        }

        @Override
        public SoldOutException toException(CallFailedException failure) {
            return new SoldOutException(failure.body(String.class));
        }
    }

    @Inject
    Buying injected;

    @Test
    void aClientOfTheTestsOwnNode(MicroCaller caller) {
        Buying buying = caller.client(Buying.class);
        assertThatThrownBy(() -> buying.buy("gold")).isInstanceOf(SoldOutException.class).hasMessage("gold");
    }

    @Test
    void aClientThatIsInjected() {
        assertThatThrownBy(() -> injected.buy("tea")).isInstanceOf(SoldOutException.class).hasMessage("tea");
        assertThat(injected).isNotInstanceOf(Store.class);
    }
}
