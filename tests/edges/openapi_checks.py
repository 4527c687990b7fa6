"""A check of schemathesis: without a token nothing but what is open."""
import schemathesis


@schemathesis.check
def nothing_without_a_token(ctx, response, case):
    role = case.operation.definition.raw.get("x-vigie-role")
    assert role == "none" or response.status_code in (401, 405), f"{response.status_code} without a token, though the role is {role}"
