"""Step Functions: what a definition must hold, so that a machine that AWS refuses is refused here."""

import json

from ministack.services import stepfunctions

from . import correction

# What a state of each type cannot be without; a pair is one of two, for the two query languages.
NEEDED = {
    "Task": ("Resource",),
    "Choice": ("Choices",),
    "Wait": (("Seconds", "SecondsPath", "Timestamp", "TimestampPath"),),
    "Parallel": ("Branches",),
    "Map": (("ItemProcessor", "Iterator"),),
    "Pass": (),
    "Succeed": (),
    "Fail": (),
}
ENDING = ("Succeed", "Fail")


def _faults(machine, place=""):
    """Every fault of a machine or of one of its branches, in words, with its place as AWS names it."""
    if not isinstance(machine, dict) or not isinstance(machine.get("States"), dict) or not machine["States"]:
        return [f"SCHEMA_VALIDATION_FAILED: The field 'States' is missing or empty at {place or '/'}"]
    states = machine["States"]
    faults = []
    if machine.get("StartAt") not in states:
        faults.append(f"MISSING_TRANSITION_TARGET: Missing 'Next' target: {machine.get('StartAt')} at {place}/StartAt")
    for name, state in states.items():
        faults += _faults_of_state(state, states, f"{place}/States/{name}")
    return faults


def _faults_of_state(state, states, place):
    kind = state.get("Type") if isinstance(state, dict) else None
    if kind not in NEEDED:
        return [f"SCHEMA_VALIDATION_FAILED: '{kind}' is no type of a state at {place}/Type"]
    faults = []
    for needed in NEEDED[kind]:
        one_of = (needed,) if isinstance(needed, str) else needed
        if not any(field in state for field in one_of):
            faults.append(f"SCHEMA_VALIDATION_FAILED: These fields are required: {list(one_of)} at {place}")
    if kind not in (*ENDING, "Choice") and ("Next" in state) == bool(state.get("End")):
        faults.append(f"SCHEMA_VALIDATION_FAILED: Exactly one of 'Next' and 'End' is required at {place}")
    for field, target in _targets(state):
        if target not in states:
            faults.append(f"MISSING_TRANSITION_TARGET: Missing '{field}' target: {target} at {place}/{field}")
    for index, branch in enumerate(state.get("Branches", [])):
        faults += _faults(branch, f"{place}/Branches[{index}]")
    processor = state.get("ItemProcessor") or state.get("Iterator")
    return faults + (_faults(processor, f"{place}/ItemProcessor") if kind == "Map" and processor else [])


def _targets(state):
    for field in ("Next", "Default"):
        if field in state:
            yield field, state[field]
    for rule in (*state.get("Choices", []), *state.get("Catch", [])):
        if "Next" in rule:
            yield "Next", rule["Next"]


@correction("workflow-definition")
def definitions():
    """CreateStateMachine and UpdateStateMachine refuse a definition whose states lack what their type needs or lead
    nowhere. MiniStack takes any JSON and fails, or hangs, when it is run."""
    validate = stepfunctions._validate_definition_jsonata

    def validate_all(definition):
        invalid = validate(definition)
        if invalid:
            return invalid
        try:
            faults = _faults(json.loads(definition or "{}"))
        except ValueError as error:
            faults = [f"INVALID_JSON_DESCRIPTION: {error}"]
        return f"Invalid State Machine Definition: '{', '.join(faults)}'" if faults else None

    stepfunctions._validate_definition_jsonata = validate_all
