/** HTTP in the shop's services: problem details for all errors, strict JSON, a size limit for bodies, one-line logs. */
@NullMarked
package dev.orderly.shop.web;

import org.jspecify.annotations.NullMarked;
