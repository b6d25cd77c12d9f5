package dev.orderly.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Ends what this JVM started when the JVM itself has no chance to, as after a {@code kill -9}.
 *
 * <p>It is a small shell script that reads from a pipe which only this JVM holds open. At the pipe's end it sends
 * {@code SIGTERM} to every process it still guards, {@code SIGKILL} ten seconds later, and removes the directories it was
 * given. It runs in a process group of its own, so neither Ctrl-C nor a kill of the whole group reaches it.
 */
final class Keeper {

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

    private static final Keeper INSTANCE = new Keeper();

    private final OutputStream pipe;

    private Keeper() {
        try {
            var process = new ProcessBuilder("bash", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            pipe = process.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("bash does not start, and it guards the stack's processes", e);
        }
    }

    /** Ends the process, too, should this JVM die. */
    static void guard(long pid) {
        INSTANCE.tell("guard " + pid);
    }

    /** The process has ended: its pid may soon be somebody else's. */
    static void forget(long pid) {
        INSTANCE.tell("forget " + pid);
    }

    /** Removes the directory once this JVM has ended, however it ends, and every guarded process with it. */
    static void remove(Path directory) {
        INSTANCE.tell("remove " + directory.toAbsolutePath());
    }

    private synchronized void tell(String line) {
        try {
            pipe.write((line + "\n").getBytes(UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The keeper of the stack's processes has ended", e);
        }
    }
}
