using System.Text;

namespace Ringspun.Cli.Load.Requests;

/// <summary>
/// What requests carry. <c>--body @FILE</c> is a file for certain; otherwise the name of a file that exists means its contents, and anything
/// else means itself.
/// </summary>
internal static class RequestBody
{
    internal const long Largest = 64L << 20;

    /// <summary>The bytes of the body.</summary>
    /// <exception cref="CommandFailure">The file is missing, cannot be read, or is larger than 64 MiB.</exception>
    public static byte[] Load(string text)
    {
        bool isFile = text.StartsWith('@');
        string name = isFile ? text[1..] : text;
        if (!isFile && !File.Exists(name))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        try
        {
            // Every loop sends it from memory.
            FileInfo file = new(name);
            return file.Length <= Largest
                ? File.ReadAllBytes(name)
                : throw new CommandFailure($"--body: '{name}' has {file.Length} bytes; at most {Largest} are sent");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure($"--body: cannot read '{name}': {refused.Message}");
        }
    }
}
