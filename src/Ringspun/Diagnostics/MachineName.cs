namespace Ringspun;

/// <summary>The name of one async method, made when it is first asked for.</summary>
internal static class MachineName<TMachine>
{
    internal static readonly string Value = MethodNames.OfMachine(typeof(TMachine));
}
