//! As much of JSON Schema as our own schema uses, so that the checked-in file is held against real lines.

use serde_json::Value;

/// Where `value` does not follow `schema`.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        let target = root.pointer(target.trim_start_matches('#')).expect("the reference leads somewhere");
        return check(root, target, value, at, faults);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[key].as_array() {
            let fits = choices.iter().any(|it| {
                let mut inner = Vec::new();
                check(root, it, value, at, &mut inner);
                inner.is_empty()
            });
            if !fits {
                faults.push(format!("{at}: fits none of {key}"));
            }
        }
    }
    if let Some(wanted) = schema.get("const")
        && wanted != value
    {
        faults.push(format!("{at}: is not {wanted}"));
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        faults.push(format!("{at}: {value} is none of the words"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|it| is(it, value)) {
        faults.push(format!("{at}: {value} is not of type {types:?}"));
    }
    if let Some(least) = schema["minimum"].as_f64()
        && value.as_f64().is_some_and(|it| it < least)
    {
        faults.push(format!("{at}: {value} is below {least}"));
    }
    if let (Some(required), Some(object)) = (schema["required"].as_array(), value.as_object()) {
        for key in required.iter().filter_map(Value::as_str) {
            if !object.contains_key(key) {
                faults.push(format!("{at}: `{key}` is missing"));
            }
        }
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for (key, value) in object {
            if let Some(schema) = properties.get(key) {
                check(root, schema, value, &format!("{at}/{key}"), faults);
            }
        }
    }
    if let (Some(schema), Some(items)) = (schema.get("items"), value.as_array()) {
        for (n, it) in items.iter().enumerate() {
            check(root, schema, it, &format!("{at}/{n}"), faults);
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}
