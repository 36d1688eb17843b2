package jakarta.ejb;

/** Stands for the exception of Jakarta Enterprise Beans, which the core knows by its name only. */
public class EJBException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception in which the container wraps another one. */
    public EJBException(Throwable cause) {
        super(cause);
    }
}
