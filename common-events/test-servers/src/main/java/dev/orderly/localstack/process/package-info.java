/** Child processes that never outlive this JVM: started, supervised, logged and reaped. */
@NullMarked
package dev.orderly.localstack.process;

import org.jspecify.annotations.NullMarked;
