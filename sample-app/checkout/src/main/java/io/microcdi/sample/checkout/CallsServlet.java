package io.microcdi.sample.checkout;

import java.io.IOException;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Answers the page with the number of calls that checkout has made. */
@WebServlet("/calls")
@SuppressWarnings("serial")
public class CallsServlet extends HttpServlet {

    @Inject
    CallCounter counter;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.answer(response, 200, counter.calls());
    }
}
