package io.microcdi.sample.checkout;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.json.bind.JsonbException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Buys one thing for both tenants by two calls at the same time, and answers both receipts. */
@WebServlet("/buy")
@SuppressWarnings("serial")
public class BuyServlet extends HttpServlet {

    @Inject
    Shop shop;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Json.isSent(request)) {
            Json.answer(response, 415, new Problem("Send application/json.", null));
            return;
        }
        try {
            Order order = Json.read(request, Order.class);
            List<CompletionStage<Receipt>> calls = Stream.of("acme", "globex")
                    .map(tenant -> shop.buyLater(order, tenant)).toList();
            Json.answer(response, 200, calls.stream().map(call -> call.toCompletableFuture().join()).toList());
        } catch (JsonbException e) {
            Json.answer(response, 400, new Problem("This is no order: " + e.getMessage(), null));
        } catch (CompletionException e) {
            Json.answer(response, 502, new Problem(e.getCause().getMessage(), null));
        }
    }
}
