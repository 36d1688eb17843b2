package io.microcdi.sample.checkout;

import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.json.bind.JsonbException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;

/**
 * Serves the page's button. It reads a charge, calls {@code payments}, and answers with the receipt or the problem. It also
 * finds receipts again.
 */
@WebServlet("/pay")
@SuppressWarnings("serial")
public class PayServlet extends HttpServlet {

    /** The tenants that the page may choose. In an application with users, the tenant would be that of the user. */
    private static final Set<String> TENANTS = Set.of("acme", "globex");
    private static final int NOT_ACCEPTED = 422;

    @Inject
    Payments payments;

    /** Finds the receipt whose id is the parameter {@code receipt}. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = request.getParameter("receipt");
        if (id == null || id.isBlank()) {
            Json.answer(response, 400, new Problem("Say which receipt: ?receipt=…", null));
            return;
        }
        try {
            Json.answer(response, 200, payments.receipt(id));
        } catch (MicroException e) {
            Json.answer(response, status(e), new Problem(e.getMessage(), null));
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String correlationId = UUID.randomUUID().toString();
        if (!Json.isSent(request)) {
            Json.answer(response, 415, new Problem("Send application/json.", correlationId));
            return;
        }
        String tenant = Objects.requireNonNullElse(request.getParameter("tenant"), "acme");
        if (!TENANTS.contains(tenant)) {
            Json.answer(response, 400, new Problem("There is no such tenant.", correlationId));
            return;
        }
        try {
            Charge charge = Json.read(request, Charge.class);
            Json.answer(response, 200, pay(charge, tenant, correlationId));
        } catch (JsonbException e) {
            Json.answer(response, 400, new Problem("This is no charge: " + e.getMessage(), correlationId));
        } catch (MicroException e) {
            Json.answer(response, status(e),
                    new Problem(e.getMessage(), correlationId, mayHaveBeenCharged(e), limit(e)));
        }
    }

    private Payment pay(Charge charge, String tenant, String correlationId) {
        long start = System.nanoTime();
        Receipt receipt = payments.charge(charge, tenant, call -> call.correlationId(correlationId));
        return new Payment(receipt, correlationId, (System.nanoTime() - start) / 1e6);
    }

    /** Returns the body that {@code payments} has added to its refusal; {@code null} if there is none. */
    private static Limit limit(MicroException e) {
        return e.status() == NOT_ACCEPTED ? e.body(Limit.class) : null;
    }

    /**
     * Returns the status for the page. A refusal of {@code payments} is about the request, and keeps its status. Any other
     * failure is answered as a gateway does whose other side has failed.
     */
    private static int status(MicroException e) {
        if (isRefusal(e)) {
            return e.status();
        }
        return e instanceof CallTimeoutException ? 504 : 502;
    }

    private static boolean mayHaveBeenCharged(MicroException e) {
        return e.mayHaveExecuted() && !isRefusal(e);
    }

    private static boolean isRefusal(MicroException e) {
        return e.status() >= 400 && e.status() < 500;
    }
}
