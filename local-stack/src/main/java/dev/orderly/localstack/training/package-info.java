/** The training run that records the AOT caches of the container images. */
@NullMarked
package dev.orderly.localstack.training;

import org.jspecify.annotations.NullMarked;
