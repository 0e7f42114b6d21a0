package dev.switchboard.api.body;

import dev.switchboard.api.problem.Problem.FieldError;
import java.util.List;

/// A body with rules that concern several of its members. They are told together with what single members lack.
public interface Checked {

  /// @return what is wrong, with members named as they stand in this body; empty where nothing is
  List<FieldError> faults();
}
