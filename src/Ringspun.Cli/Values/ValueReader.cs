namespace Ringspun.Cli.Values;

/// <summary>Reads one value; false, with what was expected, when the text is not one.</summary>
internal delegate bool ValueReader<T>(string text, out T value, out string expected);
