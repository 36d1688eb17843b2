package io.microcdi.sample.checkout;

import java.io.IOException;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.MicroCaller;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;

/** The page's button: a charge comes in, payments is called, and the receipt or the problem goes back. */
@WebServlet("/pay")
@SuppressWarnings("serial")
public class PayServlet extends HttpServlet {

    private static final Jsonb JSON = JsonbBuilder.create();

    @Inject
    MicroCaller caller;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String correlationId = UUID.randomUUID().toString();
        // No form of another site can send this type, so that no other site can make its visitors pay.
        String type = request.getContentType();
        if (type == null || !type.startsWith("application/json")) {
            answer(response, 415, new Problem("Send application/json.", correlationId, false));
            return;
        }
        try {
            Charge charge = JSON.fromJson(request.getReader(), Charge.class);
            answer(response, 200, pay(charge, correlationId));
        } catch (JsonbException e) {
            answer(response, 400, new Problem("This is no charge: " + e.getMessage(), correlationId, false));
        } catch (MicroException e) {
            answer(response, status(e), new Problem(e.getMessage(), correlationId, mayHaveBeenCharged(e)));
        }
    }

    private Payment pay(Charge charge, String correlationId) {
        long start = System.nanoTime();
        Receipt receipt = caller.to("payments").correlationId(correlationId).call("/charge", charge, Receipt.class);
        return new Payment(receipt, correlationId, (System.nanoTime() - start) / 1e6);
    }

    /** What payments said of the request is said on; for all else this server is a gateway whose far side failed. */
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

    private static void answer(HttpServletResponse response, int status, Object body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(JSON.toJson(body));
    }
}
