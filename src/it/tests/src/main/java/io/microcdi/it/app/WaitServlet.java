package io.microcdi.it.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Keeps a thread of the server until the test closes a connection, or until the request's {@code hold} has passed. */
@WebServlet("/wait")
public class WaitServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int port = Integer.parseInt(request.getParameter("port"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Integer.parseInt(request.getParameter("hold")));
            response.getWriter().print(socket.getInputStream().read());
        } catch (SocketTimeoutException | SocketException e) {
            response.getWriter().print(e);
        }
    }
}
