package dev.orderly.localstack.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Ends the processes that this JVM started if the JVM itself cannot, for example after a {@code kill -9}.
 *
 * <p>It is a small shell script that reads from a pipe which only this JVM holds open. When the pipe ends, the script
 * sends {@code SIGTERM} to every guarded process, {@code SIGKILL} ten seconds later, and then deletes the registered
 * directories. The script runs in its own process group, so neither Ctrl-C nor a kill of the JVM's group reaches it.
 */
public final class OrphanReaper {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            set -m
            {
              guarded=' '
              directories=()
              while read -r verb subject; do
                case $verb in
                  guard) guarded="$guarded$subject " ;;
                  forget) guarded=${guarded/ $subject / } ;;
                  remove) directories+=("$subject") ;;
                esac
              done
              [ "$guarded" = ' ' ] || kill -TERM $guarded 2>/dev/null
              for tenth in {1..100}; do
                alive=' '
                for pid in $guarded; do
                  kill -0 $pid 2>/dev/null && alive="$alive$pid "
                done
                guarded=$alive
                [ "$guarded" = ' ' ] && break
                sleep 0.1
              done
              [ "$guarded" = ' ' ] || kill -KILL $guarded 2>/dev/null
              [ ${#directories[@]} = 0 ] || rm -rf "${directories[@]}"
            } <&0 &
            wait
            """;

    private static final OrphanReaper INSTANCE = new OrphanReaper();

    private final OutputStream pipe;

    private OrphanReaper() {
        try {
            var process = new ProcessBuilder("bash", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            pipe = process.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot start bash, which is needed to end the stack's processes if this JVM is killed", e);
        }
    }

    /** Guards the process until it exits: if this JVM dies first, the reaper ends the process. */
    public static void guard(ProcessHandle process) {
        INSTANCE.tell("guard " + process.pid());
        // After its exit, the pid may soon belong to another process.
        process.onExit().thenAccept(exited -> INSTANCE.tell("forget " + exited.pid()));
    }

    /** Deletes the directory after this JVM and every guarded process have ended, however they end. */
    static void remove(Path directory) {
        INSTANCE.tell("remove " + directory.toAbsolutePath());
    }

    private synchronized void tell(String line) {
        try {
            pipe.write((line + "\n").getBytes(UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The process that reaps the stack's orphans has ended", e);
        }
    }
}
