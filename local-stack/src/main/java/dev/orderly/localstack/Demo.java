package dev.orderly.localstack;

import java.io.PrintStream;

final class Demo {
    Demo(LocalStack stack, PrintStream out) {}

    boolean run() {
        return false;
    }
}
