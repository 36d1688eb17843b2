package io.microcdi.it.app;

import java.io.IOException;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Calls a till by its typed client. */
@WebServlet("/till/*")
public class TillServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final long LONG = 20_000;

    @Inject
    transient Tills tills;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int rounds = request.getParameter("rounds") == null ? 1 : Integer.parseInt(request.getParameter("rounds"));
        long millis = request.getParameter("millis") == null ? LONG : Long.parseLong(request.getParameter("millis"));
        StringJoiner told = new StringJoiner(",");
        for (int i = 0; i < rounds; i++) {
            told.add(switch (request.getPathInfo()) {
                case "/echo" -> result(() -> tills.echo("text", "a/b", "acme"));
                case "/flaky" -> result(() -> tills.flaky(UUID.randomUUID().toString()));
                case "/bounded" -> result(() -> tills.bounded(millis)) + " then " + next();
                case "/hasty" -> result(() -> tills.hasty(millis)) + " then " + next();
                case "/later" -> result(() -> tills.later(millis).toCompletableFuture().join());
                case "/broken" -> result(() -> tills.broken());
                case "/stopped" -> result(() -> tills.stopped());
                case "/interrupted" -> interrupted();
                default -> "no such test";
            });
        }
        response.getWriter().print(told);
    }

    /** The next call of the thread. */
    private String next() {
        return result(() -> tills.echo("next", "call", "works"));
    }

    /** A call on a thread that was interrupted before, which nobody has noticed yet. */
    private String interrupted() {
        Thread.currentThread().interrupt();
        String result = result(() -> tills.slow(LONG));
        return result + " " + Thread.interrupted();
    }

    private static String result(Callable<Object> call) {
        try {
            return String.valueOf(call.call());
        } catch (CompletionException e) {
            return String.valueOf(e.getCause().getClass().getSimpleName());
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }
}
