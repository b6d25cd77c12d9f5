/** The events that the shop's services publish: the contract between the services, owned by none of them. */
@NullMarked
package dev.orderly.shop.contract;

import org.jspecify.annotations.NullMarked;
