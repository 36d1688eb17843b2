package io.microcdi.tls;

import java.security.SecureRandom;
import java.util.function.Consumer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Another context, whose engines look for the host that is dialled in its certificate. Java leaves that to whoever makes
 * the connection, and not every client container does it (Undertow 2.3 does not), or does it with the host that was dialled
 * (Open Liberty takes the name that an address has).
 */
final class HostChecking extends SSLContextSpi {

    private static final String ALGORITHM = "HTTPS";
    private static final int NO_PORT = -1;

    private final SSLContext context;
    private final String host;
    private final Consumer<SSLException> failed;

    private HostChecking(SSLContext context, String host, Consumer<SSLException> failed) {
        this.context = context;
        this.host = host;
        this.failed = failed;
    }

    /**
     * Adds the check.
     *
     * @param host what must be in the certificate, whatever an engine is asked for
     * @param failed told of each failure of an engine
     */
    static SSLContext added(SSLContext context, String host, Consumer<SSLException> failed) {
        return new Context(context, host, failed);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return engineCreateSSLEngine(host, NO_PORT);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String askedFor, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(ALGORITHM);
        engine.setSSLParameters(parameters);
        return new DialledEngine(engine, failed);
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(ALGORITHM);
        return parameters;
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return context.getSupportedSSLParameters();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw new IllegalStateException("this context is initialised already");
    }

    /** WebSocket clients use engines; a socket made by this is checked by whoever uses it. */
    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return context.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return context.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return context.getClientSessionContext();
    }

    private static final class Context extends SSLContext {

        Context(SSLContext checked, String host, Consumer<SSLException> failed) {
            super(new HostChecking(checked, host, failed), checked.getProvider(), checked.getProtocol());
        }
    }
}
