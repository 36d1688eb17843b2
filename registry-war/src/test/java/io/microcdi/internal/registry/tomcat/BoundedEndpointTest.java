package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.Test;

class BoundedEndpointTest {

    private final BoundedEndpoint endpoint = new BoundedEndpoint(0, 10, 0, new HandshakeGate<>(System::nanoTime, 1, 1,
            10, 1));

    /** A loop survives any {@code Throwable} of one connection. */
    @Test
    void aLateConnectionThatFailsToEndKeepsNoOtherOpen() {
        endpoint.setHandler(null);
        Late failing = new Late(true);
        Late other = new Late(false);
        endpoint.resumed(failing);
        endpoint.resumed(other);
        assertThatThrownBy(endpoint::closeLate).isInstanceOf(AssertionError.class).hasMessage("expected by this test");
        assertThat(other.ended).isTrue();
    }

    /** A connection whose handshake of TLS does not end. */
    private final class Late extends NioSocketWrapper {

        private final boolean fails;
        private boolean ended;

        Late(boolean fails) {
            super(new NioChannel(new SocketBufferHandler(1, 1, false)) {

                @Override
                public boolean isHandshakeComplete() {
                    return false;
                }
            }, endpoint);
            this.fails = fails;
        }

        @Override
        public void setError(IOException error) {
            if (fails) {
                throw new AssertionError("expected by this test");
            }
        }

        @Override
        public boolean isClosed() {
            return ended;
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
