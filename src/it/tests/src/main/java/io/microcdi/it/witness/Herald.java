package io.microcdi.it.witness;

import java.lang.management.ManagementFactory;

import javax.management.JMException;
import javax.management.ObjectName;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Tells the witness of the class loader of the application that it is in. */
@WebListener
public class Herald implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(LoadersMBean.NAME), "announce",
                    new Object[] { event.getServletContext().getContextPath(), getClass().getClassLoader() },
                    new String[] { String.class.getName(), ClassLoader.class.getName() });
        } catch (JMException e) {
            throw new IllegalStateException("the witness must be deployed first", e);
        }
    }
}
