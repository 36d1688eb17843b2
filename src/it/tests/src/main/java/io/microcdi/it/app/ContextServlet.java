package io.microcdi.it.app;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.MicroCaller;

/** Says what the dependents of asynchronous calls see. */
@WebServlet({ "/open/*", "/secured/*" })
public class ContextServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    /** Long enough that the dependent is attached before the answer comes. */
    private static final long ANSWER_MILLIS = 1_000;

    @Inject
    transient LaterTill till;
    @Inject
    transient MicroCaller caller;
    @Inject
    transient Surroundings surroundings;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String seen;
        try {
            seen = switch (request.getPathInfo()) {
                case "/here" -> surroundings.describe();
                case "/stage" -> result(till.slow(ANSWER_MILLIS).thenApply(answer -> there()));
                case "/async" -> result(till.slow(ANSWER_MILLIS).thenApplyAsync(answer -> there()));
                case "/stages" -> result(till.slow(ANSWER_MILLIS).thenApply(answer -> answer)
                        .thenApplyAsync(answer -> there()));
                case "/nested" -> result(till.slow(ANSWER_MILLIS)
                        .thenCompose(answer -> till.slow(ANSWER_MILLIS)).thenApply(answer -> there()));
                case "/failure" -> result(till.broken().handleAsync((answer, failure) -> there()));
                case "/caller" -> result(caller.callAsync("till", "/till/slow", ANSWER_MILLIS, String.class)
                        .thenApply(answer -> there()));
                default -> "no such test";
            };
        } catch (Exception e) {
            throw new ServletException(e);
        }
        response.getWriter().print(seen);
    }

    private static String result(CompletionStage<String> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private String there() {
        return surroundings.describe() + (Thread.currentThread().getName().contains("micro-callback") ? ""
                : " on " + Thread.currentThread().getName());
    }
}
