package io.microcdi.it.app;

import java.io.IOException;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.MicroCaller;

/** Calls payments by their typed clients. */
@WebServlet("/payments/*")
public class PaymentsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int AMOUNT = 12;

    @Inject
    transient Payments payments;

    @Inject
    transient Refunds refunds;

    @Inject
    transient MicroCaller caller;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = request.getParameter("id");
        response.getWriter().print(switch (request.getPathInfo()) {
            case "/charge" -> result(() -> payments.charge(AMOUNT));
            case "/charge-later" -> result(() -> payments.chargeLater(AMOUNT).toCompletableFuture().join());
            case "/receipt" -> result(() -> payments.receipt(id)) + calls(id);
            case "/hasty-receipt" -> result(() -> payments.hastyReceipt(id)) + calls(id);
            case "/refund" -> result(() -> refunds.refund(id));
            case "/refund-by-client" -> result(
                    () -> caller.to("till").call("/refunds-by-client/" + id, null, String.class));
            default -> "no such test";
        });
    }

    private String calls(String id) {
        return " after " + result(() -> caller.to("till").call("/calls/" + id, null, Integer.class));
    }

    private static String result(Callable<Object> call) {
        try {
            return String.valueOf(call.call());
        } catch (Exception e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }
}
