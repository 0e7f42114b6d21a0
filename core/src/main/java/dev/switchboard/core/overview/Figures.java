package dev.switchboard.core.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What happened over a period.
///
/// @param accepted messages to customers that were handed in
/// @param received messages of customers
/// @param replies of these, the ones by customers who had been written to last
/// @param outcomes what has become of the messages that were to be sent in the period, as it is now
/// @param deliveryRate the share of those that were delivered or read among all that a service took or that failed, over
///        accounts whose services report deliveries; null where there are none
/// @param readRate the share of those that were read among those that were delivered, over accounts whose services report it
/// @param replyRate replies for each message that a service took
/// @param sendingSeconds how long messages had been due when a service took them, on average
/// @param answers how often somebody answered a customer who waited
/// @param answerMedianSeconds how long half of these customers waited at most, to within 2.5 %
/// @param answerP90Seconds the same of nine in ten
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Figures(long accepted, long received, long replies, Outcomes outcomes, @Nullable Double deliveryRate,
    @Nullable Double readRate, @Nullable Double replyRate, @Nullable Double sendingSeconds, long answers,
    @Nullable Double answerMedianSeconds, @Nullable Double answerP90Seconds) {

  /// How many messages have which status now; `queued` are those that wait, `sent` those of which nothing was heard since.
  public record Outcomes(long queued, long unconfirmed, long sent, long delivered, long read, long failed, long expired,
      long canceled) {}
}
