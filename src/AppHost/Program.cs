using ArboDossier.AppHost;

try
{
    return await new Machine(Options.Parse(args)).RunAsync();
}
catch (HostException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}
