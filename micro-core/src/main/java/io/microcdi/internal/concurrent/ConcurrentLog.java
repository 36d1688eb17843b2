package io.microcdi.internal.concurrent;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the engine's threads: MICRO001400 to MICRO001499. */
@MessageLogger(projectCode = "MICRO")
interface ConcurrentLog extends BasicLogger {

    ConcurrentLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), ConcurrentLog.class,
            "io.microcdi.concurrent");

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1400, value = "The engine's loop \"%s\" has not run for %d seconds: starting another thread in its place")
    void loopStopped(String loop, int seconds);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1401, value = "The engine's loop \"%s\" runs again")
    void loopRuns(String loop);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1402, value = "All %d threads for callbacks of calls are busy, and more callbacks wait: start callbacks that"
            + " block with thenApplyAsync and an executor of their own")
    void callbacksWait(int threads);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1403, value = "The %d threads for callbacks of calls have been blocked for a second while more callbacks"
            + " wait, and probably wait for each other: %d threads are allowed now. Start callbacks"
            + " that block with thenApplyAsync and an executor of their own")
    void callbacksBlocked(int threads, int allowed);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1404, value = "No further thread could be made for handlers or callbacks; there are %d")
    void noThread(int threads, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1405, value = "A task of the pool failed")
    void taskFailed(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1406, value = "An action of the timer failed")
    void actionFailed(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1407, value = "An action of the timer could not be started; it is tried again")
    void actionNotStarted(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1408, value = "No loop of the engine has run for %d ms: the process was paused, or got no processor")
    void paused(long millis);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 1409, value = "The thread \"%s\" of the JDK has ended, by which this node reads the links that it has"
            + " dialled: another takes its place, and the links are dialled again")
    void threadEnded(String thread);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 1410, value = "%d more failures of tasks and actions were not logged")
    void failuresLeftOut(long count);
}
