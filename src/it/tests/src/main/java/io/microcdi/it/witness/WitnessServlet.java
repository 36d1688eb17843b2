package io.microcdi.it.witness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Properties;

import javax.management.JMException;
import javax.management.ObjectName;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Tells what is left, as properties; with {@code ?dump=file} writes the heap instead. */
@WebServlet(value = "/left", loadOnStartup = 1)
public class WitnessServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Loaders loaders = new Loaders();

    @Override
    public void init() throws ServletException {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(loaders, new ObjectName(LoadersMBean.NAME));
        } catch (JMException e) {
            throw new ServletException(e);
        }
    }

    @Override
    public void destroy() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(LoadersMBean.NAME));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            String file = request.getParameter("dump");
            if (file != null) {
                Machine.dump(file);
            } else {
                response.setContentType("text/plain;charset=UTF-8");
                state().store(response.getWriter(), null);
            }
        } catch (JMException e) {
            throw new ServletException(e);
        }
    }

    private Properties state() throws JMException, IOException {
        Properties state = new Properties();
        // first, since it collects the garbage
        put(state, "instances.", Machine.instances());
        put(state, "threads.", Machine.threads());
        put(state, "descriptors.", Machine.descriptors());
        put(state, "loaders.", loaders.alive());
        return state;
    }

    private static void put(Properties state, String prefix, Map<String, Integer> counts) {
        counts.forEach((name, count) -> state.put(prefix + name, count.toString()));
    }
}
